// Package gis exchanges workbooks with the organisation in the layouts of the
// ГИС ЖКХ Excel templates: accounts and meters come in, readings go out, and
// what ГИС ЖКХ says of them comes back.
//
// A workbook is read as a stream, so its size hardly counts; every fault of a
// row is collected with sheet, row and column, and the result goes into a copy
// of the same workbook, column «Статус обработки». Columns are found by the words of
// their headers, never by their letters.
//
// The package refuses to know SQL, file names and the clock. Documents
// and dates of birth are never read, although the template has columns for them;
// of СНИЛС a keyed hash leaves the package, where there is a key.
package gis
