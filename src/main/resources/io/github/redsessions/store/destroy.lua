-- KEYS: record; ARGV: secret hash, '1' if replicas are waited for or ''; reply: 0 if there was none of ours, else the reference of its user, or 1 if it had none
local record = redis.call('HMGET', KEYS[1], 'h', 'o', 'u')
-- In format 2 more follows after a space.
local function first(text)
  return text and string.match(text, '^[^ ]*')
end
-- The retired secret counts too: a logout that raced a rotation still logs out.
if record[1] == ARGV[1] or first(record[2]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
  return first(record[3]) or 1
end
if ARGV[2] == '1' and not record[1] then
  -- WAIT waits for writes, so here is one that changes nothing. A full Redis may refuse it.
  redis.pcall('HSET', KEYS[1], 'h', '')
  redis.call('DEL', KEYS[1])
end
return 0
