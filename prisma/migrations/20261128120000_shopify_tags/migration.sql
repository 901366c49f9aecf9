-- The shop itself as a destination: people are marked without an address, and the marks are taken away before a connection ends.

ALTER TABLE "destination" ADD COLUMN "needs_address" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "connection" ADD COLUMN "ending_at" TIMESTAMPTZ(3);
GRANT SELECT (ending_at) ON connection TO kesit_web;
