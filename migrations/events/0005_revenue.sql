-- What an event earned, in its currency (ISO 4217); without a currency it tells of none. Currencies are never added up.
alter table events
    add column if not exists revenue Decimal(18, 3) codec (ZSTD) after scroll,
    add column if not exists currency LowCardinality(String) after revenue;
