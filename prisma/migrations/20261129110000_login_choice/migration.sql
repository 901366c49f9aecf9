-- A merchant who has logged in and still chooses the account: what the login gave waits sealed, for whoever logged in, and not for long.
CREATE TABLE "login_choice" (
    "shop_id" BIGINT NOT NULL,
    "connector" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "offer" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "login_choice_pkey" PRIMARY KEY ("shop_id","connector","actor")
);

ALTER TABLE login_choice ENABLE ROW LEVEL SECURITY;
CREATE POLICY same_shop ON login_choice USING (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint)
  WITH CHECK (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON login_choice TO kesit_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_choice TO kesit_web;

-- When a login ends that nothing refreshes, and whose it is at the partner.
ALTER TABLE "connection" ADD COLUMN "login_ends_at" TIMESTAMPTZ(3),
ADD COLUMN "granted_by" TEXT;
GRANT SELECT (login_ends_at) ON connection TO kesit_web;

-- Whether somebody whose permission is to be revoked has given it for another connection, of any shop, that goes on.
CREATE FUNCTION is_granted_elsewhere(given_connector text, given_by text, but_shop_id bigint, but_connection_id int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM connection c WHERE c.granted_by = given_by AND c.connector = given_connector AND c.status <> 'disconnected'
    AND (c.shop_id, c.connection_id) <> (but_shop_id, but_connection_id))
$$;
REVOKE EXECUTE ON FUNCTION is_granted_elsewhere FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_granted_elsewhere TO kesit_worker;
