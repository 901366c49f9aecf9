-- What a merchant chooses of a list and of a connection: name, exclusions, pause, another try; and who has to leave at once.

ALTER TABLE "destination" ADD COLUMN "excluded_segment_ids" INTEGER[] NOT NULL DEFAULT '{}',
ADD COLUMN "partner_list_name" TEXT,
ADD COLUMN "ask_rejected_again" BOOLEAN NOT NULL DEFAULT false;
UPDATE destination SET partner_list_name = list_name WHERE partner_list_id IS NOT NULL;

ALTER TABLE "connection" ADD COLUMN "paused_at" TIMESTAMPTZ(3),
ADD COLUMN "list_name_pattern" TEXT,
ADD COLUMN "throttled" BOOLEAN NOT NULL DEFAULT false;
GRANT SELECT (paused_at, list_name_pattern, throttled) ON connection TO kesit_web;

ALTER TABLE "placement" ADD COLUMN "urgent" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX placement_urgent ON placement (shop_id, destination_id, customer_id) WHERE state = 'pending' AND urgent;
