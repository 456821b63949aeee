// Package meeting holds what is said of a general meeting of the owners of a
// house before anybody votes: its message with the five parts, the agenda with the
// majority that each kind of question asks for, what is missing, the terms, and how
// far a meeting has come. It is pure: the day is handed in.
//
// Numbers of the law stand in dated tables with their source beside them. Where
// sources differ, the stricter one is taken and named.
package meeting
