-- KEYS: record; ARGV: user reference or '' for every user, number of the revocation or '' for any login; reply: 1 if destroyed, 0 if it is no such session
local record = redis.call('HMGET', KEYS[1], 'u', 'g', 't', 'd.__vertx.userHolder')
local theirs
if ARGV[1] == '' then
  theirs = record[1] or record[4]
else
  theirs = record[1] == ARGV[1]
end
if not theirs then
  return 0
end
-- A record from before there were numbers has the time of its login, which numbers never fall behind.
if ARGV[2] ~= '' and tonumber(record[2] or record[3] or 0) >= tonumber(ARGV[2]) then
  return 0
end
return redis.call('DEL', KEYS[1])
