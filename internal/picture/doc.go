// Package picture opens photographs that strangers sent and keeps them safely.
//
// What is opened is bounded before it is decoded: a small file may claim to be
// a picture of many gigabytes. What is kept is drawn anew, so that nothing of
// the file survives but what can be seen: no place of shooting, no camera, no
// thumbnail. The package refuses to know where files come from and go to.
package picture
