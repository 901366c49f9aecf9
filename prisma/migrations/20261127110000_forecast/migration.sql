-- The weather where customers live: each place of a shop once, with where it lies and the forecast in force.

CREATE TABLE "forecast" (
    "shop_id" BIGINT NOT NULL,
    "place_key" TEXT NOT NULL,
    "found" BOOLEAN NOT NULL,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "located_until" TIMESTAMPTZ(3) NOT NULL,
    "forecast" JSONB,
    "asked_at" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),

    CONSTRAINT "forecast_pkey" PRIMARY KEY ("shop_id","place_key")
);
ALTER TABLE forecast ADD CONSTRAINT forecast_located CHECK (found = (latitude IS NOT NULL AND longitude IS NOT NULL));

ALTER TABLE forecast ENABLE ROW LEVEL SECURITY;
CREATE POLICY same_shop ON forecast USING (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint)
  WITH CHECK (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON forecast TO kesit_worker;
GRANT SELECT ON forecast TO kesit_web;
