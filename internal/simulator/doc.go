// Package simulator plays Telegram: the Bot API in memory, the people who write to the bot, and the time they
// live in. The demo, the tests and the benchmarks talk to it instead of the real servers.
//
// A [Server] checks every call against the published description of the Bot API (botapi/api.json) and
// refuses it in Telegram's words. Methods that have no state here are refused and listed by
// [Server.Failures], so that a test cannot pass by accident. A [Person] writes, taps and blocks the bot;
// [Server.Idle] and [Server.Wait] tell when the bot has reacted, without sleeping. [Server.Page] is what a
// browser sees.
//
// The package knows nothing of the bot: not its texts, not its flows. It holds no real data and opens no
// connection to the outside. Groups, channels, inline mode, payments and webhook delivery are not simulated.
package simulator
