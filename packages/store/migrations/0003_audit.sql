-- Up Migration

CREATE TABLE audit (
  sequence bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject bytea,
  -- JSON text, exactly as it went into the hash.
  detail text NOT NULL,
  previous bytea NOT NULL,
  hash bytea NOT NULL
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '7 years' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- The one way in which rows leave, with its owner's rights: the service's role may delete none. Oldest first, up to
-- the first that has to stay: what is left is still one chain.
CREATE FUNCTION audit_purge() RETURNS bigint LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH kept AS (
    SELECT sequence FROM public.audit WHERE at >= now() - interval '7 years' ORDER BY sequence LIMIT 1
  ), gone AS (
    DELETE FROM public.audit
    WHERE at < now() - interval '7 years' AND sequence < coalesce((SELECT sequence FROM kept), 9e18) RETURNING 1
  )
  SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION audit_purge() FROM PUBLIC;
