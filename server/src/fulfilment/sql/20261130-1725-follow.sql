-- Whatever changes of a title, requests and wishes for it are looked for, also those that are told or ended.
create index request_instance on fulfilment.request (instance_id);
create index wanted_any_instance on fulfilment.wanted (instance_id);
