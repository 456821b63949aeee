// Package payqr reads the code that stands on receipts for their payment: GOST
// R 56042-2014, a line of names and values in a QR symbol.
//
// It reads like a lenient cashier. Programs that print receipts declare one
// set of signs and write another, put the values in any order and add values
// of their own; none of that hinders reading. What is not this format is told
// apart by kind. Who is paid, for which account and at which address is taken
// over; names of people and sums are left on the paper.
package payqr
