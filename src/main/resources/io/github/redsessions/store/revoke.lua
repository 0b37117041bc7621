-- KEYS: record; ARGV: user reference or '' for every user, number of the revocation or '' for any login; reply: 1 if destroyed, 0 if it is no such session
local record = redis.call('HMGET', KEYS[1], 'u', 'g', 't', 'd.__vertx.userHolder', 'm')
-- In format 2 the number follows the reference.
local user, number = string.match(record[1] or '', '^([^ ]*) ?(%d*)')
local theirs
if ARGV[1] == '' then
  theirs = record[1] or record[4]
else
  theirs = user == ARGV[1]
end
if not theirs then
  return 0
end
if number == '' then
  -- A record without a number has the time of its login, which numbers never fall behind.
  local created, proof = string.match(record[5] or '', '^2 %d+ (%d+) %S+ %S+ %S+ (%d+)')
  number = record[2] or record[3] or proof and created + proof or 0
end
if ARGV[2] ~= '' and tonumber(number) >= tonumber(ARGV[2]) then
  return 0
end
return redis.call('DEL', KEYS[1])
