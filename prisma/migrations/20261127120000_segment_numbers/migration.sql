-- Numbers of segments: counts by day, overlaps, flows between groups and results of experiments. No row is about a person.

CREATE TABLE "segment_day" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "member_count" INTEGER NOT NULL,
    "entered_count" INTEGER NOT NULL,
    "left_count" INTEGER NOT NULL,
    "order_count" INTEGER NOT NULL,
    "buyer_count" INTEGER NOT NULL,
    "revenue_minor" BIGINT NOT NULL,
    "repeat_order_count" INTEGER NOT NULL,
    "received_count" INTEGER NOT NULL,
    "opened_count" INTEGER NOT NULL,
    "clicked_count" INTEGER NOT NULL,
    "unsubscribed_count" INTEGER NOT NULL,
    "mail_reachable_count" INTEGER,
    "sms_reachable_count" INTEGER,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_day_pkey" PRIMARY KEY ("shop_id","segment_id","day")
);

CREATE TABLE "segment_overlap" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL,
    "both_count" INTEGER NOT NULL,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_overlap_pkey" PRIMARY KEY ("shop_id","segment_id","other_id")
);

CREATE TABLE "segment_flow" (
    "shop_id" BIGINT NOT NULL,
    "family" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "from_segment_id" INTEGER NOT NULL,
    "to_segment_id" INTEGER NOT NULL,
    "people_count" INTEGER NOT NULL,

    CONSTRAINT "segment_flow_pkey" PRIMARY KEY ("shop_id","family","day","from_segment_id","to_segment_id")
);
ALTER TABLE segment_flow ADD CONSTRAINT segment_flow_family CHECK (family IN ('rfm', 'lifecycle'));

CREATE TABLE "experiment_arm" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "arm" TEXT NOT NULL,
    "exposed_count" INTEGER NOT NULL,
    "buyer_count" INTEGER NOT NULL,
    "order_count" INTEGER NOT NULL,
    "revenue_minor" BIGINT NOT NULL,
    "revenue_squares" DECIMAL NOT NULL,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "experiment_arm_pkey" PRIMARY KEY ("shop_id","segment_id","arm")
);
ALTER TABLE experiment_arm ADD CONSTRAINT experiment_arm_arm CHECK (arm IN ('placed', 'held-out', 'a', 'b'));

-- Who entered or left a segment since an instant.
CREATE INDEX "transition_segment" ON "transition"("shop_id", "segment_id", "at");

DO $$
DECLARE
  tenant text;
BEGIN
  FOREACH tenant IN ARRAY ARRAY['segment_day', 'segment_overlap', 'segment_flow', 'experiment_arm']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format(
      'CREATE POLICY same_shop ON %I USING (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)
         WITH CHECK (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)', tenant);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO kesit_worker', tenant);
    EXECUTE format('GRANT SELECT ON %I TO kesit_web', tenant);
  END LOOP;
END $$;
