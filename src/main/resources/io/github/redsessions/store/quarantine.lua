-- KEYS: record; ARGV: now, quarantine ms, mark: now ':' id of this call; reply: 1 if this call began the quarantine, 0 if it lasts or there is no record
local mark = redis.call('HGET', KEYS[1], 'q')
if mark == ARGV[3] then
  -- Sent twice: the first reply was lost.
  return 1
end
local began = mark and tonumber(string.match(mark, '^%d+'))
if began and tonumber(ARGV[1]) - began < tonumber(ARGV[2]) then
  return 0
end
-- PEXPIRE first, since HSET would make a record where there is none.
if redis.call('PEXPIRE', KEYS[1], ARGV[2]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], 'q', ARGV[3])
return 1
