-- Copies are asked for by the folded form of their barcode alone, which no condition on the barcode itself follows from: the index
-- could answer none of these questions.
drop index catalogue.item_barcode;
create index item_barcode on catalogue.item (barcode_key) where barcode_key is not null;
