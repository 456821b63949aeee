// Package receipt writes the payment document of a month as a PDF file, in the
// shape of the form that Приказ Минстроя РФ 43/пр of 26.01.2018 recommends:
// payer and payee with the payment code, the calculation service by service,
// reference sums, grounds of recalculations.
//
// The form is a recommendation: what neither the exchange format nor a resident
// has told is said to be missing, never guessed. Every value of the
// payment code is printed as text too, as GOST R 56042-2014 asks. Appeals are written
// on the same paper.
package receipt
