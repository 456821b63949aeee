// Package redis remembers what may be lost: the sessions of dialogs, and whose
// answer is overdue.
//
// Every operation is one Lua call on keys of one slot, so that a single server,
// Sentinel and Cluster are all the same to it. The package refuses to know what
// a session means: it stores bytes under a revision. Nothing that it returns or
// logs holds the address or the password of the server.
package redis
