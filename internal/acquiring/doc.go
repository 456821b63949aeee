// Package acquiring carries payments out: one desk over acquirers that stand
// behind one port.
//
// A payment is a row of ours before the acquirer hears of it, and its key is the
// acquirer's idempotency key: whoever comes second, after a crash or a second
// press, opens the same payment. A call-back is a hint: whatever it says, the
// desk asks the acquirer and books what it answers. Asking by the clock leads to
// the same end, so that a lost, late, doubled or forged call-back changes
// nothing. Money that comes for a payment we gave up is booked all the same.
package acquiring
