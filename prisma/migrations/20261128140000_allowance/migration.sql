-- What is known of partners' limits: they count by account, whichever shop calls, so this is the one table that belongs to no shop.
-- Nothing in it tells whose the account is. It need not outlive a crash of the database: a partner's windows are short.
CREATE UNLOGGED TABLE "partner_allowance" (
    "account" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kept" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "partner_allowance_pkey" PRIMARY KEY ("account","name")
);
-- Changed with every call: room for the next version beside it, so that no index is touched.
ALTER TABLE partner_allowance SET (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE, DELETE ON partner_allowance TO kesit_worker;
