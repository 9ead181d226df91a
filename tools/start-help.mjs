export const HELP = `Usage: npm start [-- --help]

Installs and builds what is missing, starts the service with everything it needs, and prints where it listens.
Ctrl-C stops it. May be run again at any time: nothing is lost, nothing is done twice.

Settings, given as environment variables (PORT=9000 npm start):

  PORT               where to listen; 0 takes a free one                            8080
  HOST               the address to listen on; 0.0.0.0 for every network            localhost
  PUBLIC_URL         the address that residents and verifiers see, no path          http://HOST:PORT
  DATA_DIR           everything that is kept: database, keys                        .data
  DATABASE_URL       a PostgreSQL 14 or newer of your own (postgres://…)            one is started in DATA_DIR
  EXCELSIOR_KEK      encrypts the keys in DATA_DIR: 32 bytes in base64 (openssl     keys lie there in files
                     rand -base64 32), or a passphrase of 12 characters or more     of mode 0600
  TRUSTED_PROXIES    addresses or ranges whose X-Forwarded-For counts (10.0.0.0/8)  none
  POLICY             the rules of the health department                             data/policies/us-ny.json
  ISSUER             who issues passes here: id, name, jurisdiction                data/trust/issuer.json
  EU_CERTIFICATES    on: EU Digital COVID Certificates go with passes, for names    on in the demonstration,
                     in Latin letters; needs the issuer's jurisdiction              off for real
  ACCEPTANCE         which credentials of others stand for a pass                   data/acceptance/us-ny.json

  MLLP_PORT          takes HL7 v2 over MLLP there; 0 takes a free one               no MLLP
  MLLP_CERT          the certificate of that port, with those between it and its    in the demonstration: plain,
                     root, in PEM                                                   for this machine alone
  MLLP_KEY           its key, in PEM
  MLLP_CLIENT_CA     who issues the certificates of senders, in PEM. Each of them
                     also has to be registered: npx excelsior sources add --help

  VERIFIER_CERT      signs what venues ask of wallet apps, with those between it    such requests are unsigned,
                     and its root, in PEM; wallets of the EU answer no others       and answers not encrypted
  VERIFIER_KEY       its key on the curve P-256, in PEM
  VERIFIER_NAMED_BY  what a request calls us: the certificate's hash, or our host   hash
                     (host), which the certificate then has to name

  DEMO               on: invented residents, texts to phones end in /demo/outbox    on
                     off: for real
  DEMO_PEOPLE        how many residents are invented where the store is empty       1000
  DEMO_SEED          which ones: equal seeds invent equal people                    1

The wallets that phones come with; each is offered where all of its settings are there. docs/wallets.md says how to
get them. Certificates and keys are files in PEM.

  APPLE_PASS_CERT           the certificate for your pass type                      no Apple Wallet
  APPLE_PASS_KEY            its key; APPLE_PASS_KEY_PASSPHRASE where it has one
  APPLE_PASS_KEY_PASSPHRASE opens the key                                           none
  APPLE_WWDR_CERT           Apple's intermediate certificate that issued it (G4)
  APPLE_PASS_TYPE_ID        the pass type, such as pass.gov.example.health
  APPLE_TEAM_ID             your team at Apple, ten letters and digits
  APPLE_PUSH_URL            tells phones when a pass is withdrawn:                  phones are not told
                            https://api.push.apple.com
  GOOGLE_WALLET_KEY_FILE    the key of a service account, as JSON                   no Google Wallet
  GOOGLE_WALLET_ISSUER_ID   the issuer's number in the Google Pay & Wallet Console

Without DATABASE_URL the database is a PostgreSQL that comes with the packages. It does not run as root: started by
root, it runs as "postgres" or "nobody", and where DATA_DIR is closed to others, in /var/lib/excelsior-pass.
`
