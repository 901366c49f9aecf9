-- Figures of customers that a merchant wants at a partner, and what the partner was told of each.

ALTER TABLE "destination" ADD COLUMN "figures" TEXT[] NOT NULL DEFAULT '{}',
ADD COLUMN "compare_figures" BOOLEAN NOT NULL DEFAULT false;

-- A customer's figures may be known to be there before the profile's id is.
ALTER TABLE "partner_profile" ALTER COLUMN "partner_profile_id" DROP NOT NULL,
ADD COLUMN "figures" JSONB NOT NULL DEFAULT '{}';
