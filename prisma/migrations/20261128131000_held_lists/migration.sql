-- What happens when a list is deleted at the partner, lists that rest while others go on, and labels on lists.

ALTER TABLE "destination" ADD COLUMN "when_gone" TEXT NOT NULL DEFAULT 'made-again',
ADD COLUMN "hold" TEXT,
ADD COLUMN "held_until" TIMESTAMPTZ(3),
ADD COLUMN "labelled" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE destination ADD CONSTRAINT destination_when_gone CHECK (when_gone IN ('made-again', 'told'));
ALTER TABLE destination ADD CONSTRAINT destination_hold CHECK (hold IN ('gone', 'daily-limit'));

ALTER TABLE "connection" ADD COLUMN "label_problem" TEXT;
GRANT SELECT (label_problem) ON connection TO kesit_web;

-- A list that rests is no work. The function as it stands is kept in all else.
DO $do$
DECLARE
  known text := pg_get_functiondef('due_work(timestamptz, timestamptz)'::regprocedure);
  waits text := 'AND p.state = ''pending'' AND (p.not_before IS NULL OR p.not_before <= at)';
  changed text := replace(known, waits, 'AND (d.hold IS NULL OR d.held_until <= at) ' || waits);
BEGIN
  IF changed = known THEN RAISE EXCEPTION 'due_work does not look for placements that wait any more'; END IF;
  EXECUTE changed;
END $do$;
