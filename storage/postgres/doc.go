// Package postgres remembers everything that must not be lost: houses,
// accounts, people, links, readings, requests, notices.
//
// One store per noun, each holding a [DB]; the SQL stands beside the function
// that runs it. Every read or write of an account on behalf of a person goes
// through the person's link to it, in SQL. A moment is always a parameter: the
// database is never asked what time it is. Nothing here keeps state in a
// session (no SET, LISTEN, session lock outside migrations) but, without a
// pooler, queries that were read and planned once ([Options].Prepare): planning
// a page of readings takes several times as long as its work. So a pooler may
// stand between. The package knows nothing of dialogs, Telegram, files or the
// words that people read.
package postgres
