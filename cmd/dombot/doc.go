// Command dombot runs the bot, its demo and the tasks of an operator.
//
// A tour from the bottom up:
//
//   - internal/housing: the nouns and rules, pure.
//   - internal/texts: every Russian sentence, as data.
//   - dialogs: the engine that runs conversations; a package a documented flow.
//   - storage/postgres, storage/redis: what is remembered.
//   - scheduler: what happens by itself.
//   - bot: how Telegram brings events and shows screens.
//   - internal/mail: letters by e-mail, and the post box of the demo.
//   - internal/gis: the exchange in the templates of ГИС ЖКХ.
//   - internal/simulator, internal/localpg: a world for the demo and the tests.
//
// This package only starts them and hands one to another: no decision about
// houses or people is made here.
package main
