-- Where a visit came from, closer: the region by ISO 3166-2 or by its name, the city by its name. There are thousands of
-- either, and tens of a site's; what is older has none.
alter table events
    add column if not exists region LowCardinality(String) after country,
    add column if not exists city LowCardinality(String) after region;
