// Package register writes the register of an organisation's payments: as a
// workbook of Excel, as CSV, and as the notices that the organisation hands over
// to ГИС ЖКХ.
//
// Entries are read one by one and written as they come. Whatever people or
// organisations wrote stays text: no cell becomes a formula, no sign ends a line,
// a field or an element. The package refuses to know SQL, file names and the clock.
package register
