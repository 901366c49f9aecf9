-- Lists whose people carry what they are worth: what the merchant wants, what the list at the partner is, and what it was told of each.

ALTER TABLE "destination" ADD COLUMN "list_value" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN "holds_values" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE destination ADD CONSTRAINT destination_list_value CHECK (list_value IN ('none', 'spent', 'expected'));

ALTER TABLE "placement" ADD COLUMN "told_value" DOUBLE PRECISION;

-- Lists that are replaced whole: how far that is.
ALTER TABLE "destination" ADD COLUMN "replacing" TEXT;
ALTER TABLE destination ADD CONSTRAINT destination_replacing CHECK (replacing IN ('open', 'closed', 'given-up'));
ALTER TABLE destination DROP CONSTRAINT destination_hold;
ALTER TABLE destination ADD CONSTRAINT destination_hold CHECK (hold IN ('gone', 'daily-limit', 'replacing'));
