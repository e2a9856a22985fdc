-- Stops one meter for everybody, after the API said 429. A shorter pause never ends a longer one. A 429 also says
-- that the burst we believed in is gone: after the pause it goes on at the sustained rate.
--
-- KEYS[1]  the hash that acquire.lua uses
-- ARGV[1]  length of the pause, microseconds
-- ARGV[2]  spent: full - interval, microseconds (see acquire.lua)
-- ARGV[3]  longest possible pause, microseconds
-- ARGV[4]  time to live of the key, milliseconds
-- Returns  the microseconds until the meter's pause ends

local pause, spent, longest_pause = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local time = redis.call("TIME")
local now = time[1] * 1000000 + time[2]
local state = redis.call("HMGET", KEYS[1], "tat", "pausedUntil")

local existing = math.min(tonumber(state[2] or 0) or 0, now + longest_pause)
local paused_until = math.max(existing, now + math.min(pause, longest_pause))
redis.call("HSET", KEYS[1], "pausedUntil", string.format("%.0f", paused_until))

-- A missing TAT stays missing: acquire.lua takes that for a spent burst.
local tat = tonumber(state[1] or "")
if tat then
  redis.call("HSET", KEYS[1], "tat", string.format("%.0f", math.max(tat, paused_until + spent)))
end
redis.call("PEXPIRE", KEYS[1], ARGV[4])
return paused_until - now
