// The stream of events of one place.
//
// The browser itself repairs a broken stream once, with Last-Event-ID. If that fails, `lost` is called and
// `resume` is tried, with growing pauses, until it returns the number to go on from.

const pauses = [500, 1000, 2000, 4000, 8000];

/** Opens the stream; returns how to close it. Handlers: event(e), lost(), back(), resume() → seq. */
export function listen({ person, group }, seq, handlers) {
  let closed = false;
  let source = null;
  let timer = 0;

  const open = (from) => {
    let failures = 0;
    source = new EventSource(`/api/events?person=${person}${group ? `&in=${group}` : ''}&seq=${from}`);
    source.onopen = () => {
      failures = 0;
      handlers.back();
    };
    source.onmessage = (message) => handlers.event(JSON.parse(message.data));
    source.onerror = () => {
      failures += 1;
      if (failures > 1 || source.readyState === EventSource.CLOSED) retry(0);
    };
  };

  const retry = (attempt) => {
    source.close();
    handlers.lost();
    timer = setTimeout(async () => {
      try {
        const from = await handlers.resume();
        if (!closed) open(from);
      } catch {
        if (!closed) retry(Math.min(attempt + 1, pauses.length - 1));
      }
    }, pauses[attempt]);
  };

  open(seq);
  return () => {
    closed = true;
    clearTimeout(timer);
    source.close();
  };
}
