-- Whether a title ever took another in is asked of every row that readers made when `made_under` is filled.
create index instance_merged_into on catalogue.instance (merged_into) where merged_into is not null;
