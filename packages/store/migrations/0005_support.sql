-- Up Migration

CREATE TABLE support_messages (
  -- What the person was told: seven characters, such as 7K3-9QF.
  number text PRIMARY KEY,
  at timestamptz NOT NULL,
  topic text NOT NULL,
  sealed bytea NOT NULL
);
CREATE INDEX support_messages_at ON support_messages (at);

GRANT SELECT, INSERT, UPDATE, DELETE ON support_messages TO excelsior_service;
