// Package telegram calls the Bot API: a port of the methods that the bot uses.
//
// The types, Params, MakeRequest and UploadFiles are those of
// go-telegram-bot-api. Its client has no context, forgets the HTTP status and
// prints the token in its errors; so every call gets a throw-away BotAPI whose
// HTTP client is a closure of ours. The closure carries the context into the
// request, reads the whole answer, and turns every refusal, every HTML page of
// a gateway and every broken connection into an [*Error] with a [Kind] that
// says what the caller does next. The token is in no error.
//
// Nothing is tried twice here and no limit of Telegram is counted: what to
// repeat depends on what is said, and that the package refuses to know.
package telegram
