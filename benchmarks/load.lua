-- For wrk: posts the lines of the file that is named after `--`, each once; without a file it asks for the URL again
-- and again. The last line of its output is JSON.

local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

function init(args)
    used_up = 0
    if not args[1] then return end
    local headers = {["Content-Type"] = "application/json"}
    for name, value in pairs(wrk.headers) do headers[name] = value end
    local requests, sent = {}, 0
    for body in io.lines(args[1]) do
        table.insert(requests, wrk.format("POST", nil, headers, body))
    end
    function request()
        sent = sent + 1
        if sent > #requests then used_up = 1 end
        return requests[math.min(sent, #requests)]
    end
end

function done(summary, latency)
    local failed = summary.errors
    io.write(string.format(
        '{"requests": %d, "seconds": %f, "used_up": %d, "refused": %d, "lost": %d, "p50_ms": %f, "p99_ms": %f}\n',
        summary.requests, summary.duration / 1e6, threads[1]:get("used_up"), failed.status,
        failed.connect + failed.read + failed.write + failed.timeout,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
