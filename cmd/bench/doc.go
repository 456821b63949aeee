// Bench measures the bot where it is busiest: residents who hand in readings.
//
// It starts a private PostgreSQL (fsync on), a Redis and the simulated Telegram,
// loads a town through the import, starts the bot as a process of its own and
// plays a hundred residents, each of whom acts as soon as the answer is there:
//
//  1. open: tap ‹Исправить› under the receipt, the page of readings opens
//  2. cold: type «хвс 100,501»
//  3. hot: type «гвс 60,501»
//  4. electricity: type «свет 3501 1231»
//  5. save: tap ‹Сохранить›, the receipt appears
//
// Every dialog corrects the readings of the month, so that each writes its rows.
// The residents live in the process of the simulator, which checks every call of
// the bot and limits nothing. Then confirmations are tapped twice, and at last
// the queries and calls of each step are counted. The same residents talk to a
// bot that only echoes, as the floor.
//
// Times are taken from outside: the kernel's accounting of each process, and the
// time between a deed and its answer in the chat.
package main
