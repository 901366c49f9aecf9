-- A connection: whether it was made by the partner's login page, and whether a secret that is replaced is kept for a while.
ALTER TABLE "connection" ADD COLUMN "by_login" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "keeps_former" BOOLEAN NOT NULL DEFAULT false;
GRANT SELECT (by_login) ON connection TO kesit_web;

-- Only what a merchant enters anew takes the place of something, and only where the connector knows what to do with it.
CREATE OR REPLACE FUNCTION keep_former_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.secret IS NULL OR NEW.account_id IS DISTINCT FROM OLD.account_id OR NOT NEW.keeps_former THEN
    NEW.former_secret := NULL;
    NEW.secret_changed_at := NULL;
  ELSIF OLD.secret IS NOT NULL AND NEW.secret IS DISTINCT FROM OLD.secret THEN
    NEW.former_secret := OLD.secret;
    NEW.secret_changed_at := NEW.connected_at;
  END IF;
  RETURN NEW;
END $$;

-- Figures are few, and looked for with every batch.
CREATE INDEX partner_profile_figures ON partner_profile (shop_id, connection_id, customer_id) WHERE figures <> '{}';
