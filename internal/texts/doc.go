// Package texts holds every sentence that a resident or an operator reads, and
// the Russian spelling of dates, volumes and addresses.
//
// The sentences are data: ru/*.toml, one file a subject, with plural forms as
// go-i18n reads them. A [Text] carries light markup and knows nothing of the
// messenger that shows it.
package texts
