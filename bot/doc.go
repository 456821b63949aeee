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
// begun stays with Telegram, and what is owed is remembered. All this takes at
// most five seconds, also while Telegram is silent. After kill -9 the updates in
// hand come again; the dialogs know them by their numbers.
//
// # Showing
//
// A screen is rendered within Telegram's limits and never refused for its
// length. A press turns its message into the next screen; a message that is
// gone is sent anew; markup that Telegram does not understand is sent as plain
// text; what is refused because a group became a supergroup goes to its new
// number. A press is answered once: at once and beside the work, after a second
// at the latest if the person's earlier updates are still at work, and after an
// outage if Telegram still takes it. When an answer takes longer than a second,
// the chat shows that the bot is typing.
//
// Where Telegram refuses because the bot is blocked, kicked or not started, the
// chat is marked and nothing else is tried in that turn. A token that is not
// valid ends the bot; a second receiver of the updates is an error in the log.
//
// # Trouble
//
// Calls to people go through one [Pace]. "Retry after" (429) holds back all of
// them, from every chat, for as long as Telegram says. After five calls in a row
// without an answer (a broken connection, a time-out, 5xx, a page of a gateway)
// Telegram counts as silent: one call at a time tries it, after pauses that grow
// to half a minute and are drawn at random. Answers to presses have a Pace of
// their own, since Telegram counts them apart; a 429 among them holds back
// messages too. Polls have theirs: "retry after" of a poll is that of the poll.
//
// An answer that cannot be shown now is owed. Until then its update is carried
// out but not confirmed; after five seconds the debt is remembered ([Debts]) and
// the update confirmed, so that Telegram goes on handing out others. The person's
// next updates are carried out meanwhile. What waits for one person is bounded:
// of windows the last one counts, made anew if it waited for ten seconds, with a
// word that it is late; one that tells what was carried out is shown too, without
// its buttons; emergency numbers and files come first. Nobody knows whether a
// call without an answer was carried out: it is repeated, so that a message may
// come twice but not be missing; an edit that changes nothing is a success.
//
// Debts are paid first come first served, at 25 calls a second, or as many as
// Telegram was seen to take; new answers join the line until it is empty. Notices
// wait for it. Where more than a minute's worth waits, the speed grows by a tenth
// a second, and a 429 halves it. One person whom Telegram refuses while it
// answers others is given up after ten tries and an error in the log: the next
// update shows the dialog as it is. Where the bot owes 5000 people, it asks for no
// more updates.
//
// A press that Telegram kept while it was silent counts by its revision, as any
// other: a confirmation that is still on the screen is carried out once, an older
// one shows the present screen and says why. Presses older than 150 s do not come
// at all: Telegram drops them.
//
// The package refuses to know any dialog, any house and any database. Its waits
// are those of the network and take real time.
package bot
