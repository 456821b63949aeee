// Package simulator plays Telegram: the Bot API in memory, the people who write to the bot, and the time they
// live in. The demo, the tests and the benchmarks talk to it instead of the real servers.
//
// A [Server] checks every call against the published description of the Bot API (botapi/api.json) and
// refuses it in Telegram's words. Methods that have no state here are refused and listed by
// [Server.Failures], so that a test cannot pass by accident. A [Person] writes, taps and blocks the bot;
// [Server.Idle] and [Server.Wait] tell when the bot has reacted, without sleeping. [Server.Page] is what a
// browser sees.
//
// A [Group] is a chat of several people: what each of them does there is done by their [Seat], see
// [Person.In], what happens to the group itself by its own methods. The bot hears there what privacy mode
// lets through, may do what it has the right to, and is refused in Telegram's words after it was removed.
//
// A [Message] is a text, a file, an album, a place, a poll ([Seat.Vote]) or an invoice ([Seat.Pay]); the
// transcript of a chat tells of each in a Russian line.
//
// Everything happens on the [Clock]: what expires, what is tried again. A standing clock makes tests exact, a
// running one passes with real time. Only a long poll and the answer of a webhook are waited for in real
// time.
//
// The package knows nothing of the bot: not its texts, not its flows. It holds no real data and connects to
// nothing but the webhooks of bots on this machine. Channels and inline mode are not simulated.
package simulator
