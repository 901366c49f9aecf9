-- What happens when a list is deleted at the partner, lists that rest while others go on, and labels on lists.

ALTER TABLE "destination" ADD COLUMN "when_gone" TEXT NOT NULL DEFAULT 'made-again',
ADD COLUMN "hold" TEXT,
ADD COLUMN "held_until" TIMESTAMPTZ(3),
ADD COLUMN "labelled" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE destination ADD CONSTRAINT destination_when_gone CHECK (when_gone IN ('made-again', 'told'));
ALTER TABLE destination ADD CONSTRAINT destination_hold CHECK (hold IN ('gone', 'daily-limit'));

ALTER TABLE "connection" ADD COLUMN "label_problem" TEXT;
GRANT SELECT (label_problem) ON connection TO kesit_web;
