// Package readings mirrors the documented flow ‹Передача показаний ИПУ› and
// shows the history of what was handed in.
//
// What is typed is judged by the rules of housing; the draft keeps values as
// text, so a stored session never rounds them.
package readings
