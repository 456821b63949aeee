// Package bot is the Telegram edge: how an event arrives and how a screen looks.
//
// # Arriving
//
// A poller of our own asks for updates, decodes each alone and puts them into a
// queue: in order for one person, in parallel for different people, bounded in
// all directions. An update that cannot be decoded is logged with its number
// and left behind; an update whose handler panics or hangs is left behind too.
// Nothing can hold the others up for ever.
//
// # Confirming
//
// Telegram has one mark for all updates: getUpdates with an offset forgets
// whatever lies before it. The offset is therefore always the lowest number
// that is not handled, and what was handled above it comes back and is skipped
// by its number. Telegram returns unconfirmed updates at once and punishes the
// same question within half a second, so while something is being handled the
// next poll waits: until nothing is in hand; or for 300 ms, if the offset has
// moved; or for a second, if the lowest update is a slow one. A tap that comes
// while another person is slow waits for a second at most.
//
// A poll returns a hundred updates. Should a slow one keep the offset while a
// hundred others pile up above it, new ones could not be seen any more. The
// offset then moves past those updates whose dialog is stored already, only
// their answer being on its way; an update gets 15 s to reach that point.
//
// # Stopping
//
// When the context of [Bot.Run] ends, polling ends, what is in hand is finished
// and so is whatever lies below it, and a last question confirms exactly that.
// It asks for the updates above its offset and so swallows none. What was not
// begun stays with Telegram. All this takes at most five seconds. After kill -9
// the updates in hand come again; the dialogs know them by their numbers.
//
// # Showing
//
// A screen is rendered within Telegram's limits and never refused for its
// length. A press turns its message into the next screen; a message that is
// gone is sent anew; markup that Telegram does not understand is sent as plain
// text. An answer is tried once more after a broken connection: that may show
// it twice, which does less harm than showing nothing.
//
// The package refuses to know any dialog, any house and any database. All its
// waits are those of the network and take real time, so no clock is handed in.
package bot
