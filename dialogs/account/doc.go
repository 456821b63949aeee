// Package account mirrors the documented flow ‹Подключение лицевого счёта› and
// holds what people do with connected accounts: the window «Жилые помещения»,
// own names, who else is connected, disconnecting.
//
// Between the documented steps 4 and 5 stands a proof, because an account
// number is printed on every receipt in the letterbox. Nothing about an
// account is shown before it.
package account
