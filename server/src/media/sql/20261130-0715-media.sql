create schema media;

-- How the text of an original was read by a program: a document's by its own characters, a picture's by recognition.
create table media.reading (
  file_id uuid primary key constraint reading_file references assets.file,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  engine text,
  confidence real check (confidence between 0 and 100),
  leaves integer check (leaves > 0),
  problem text,
  read_at timestamptz
);
