package simulator

// wireKinds is the part of a message that only some kinds have.
type wireKinds struct {
	AlbumID   string      `json:"media_group_id,omitempty"`
	Origin    *wireOrigin `json:"forward_origin,omitempty"`
	Video     *wireMedia  `json:"video,omitempty"`
	Audio     *wireMedia  `json:"audio,omitempty"`
	Animation *wireMedia  `json:"animation,omitempty"`
	VideoNote *wireMedia  `json:"video_note,omitempty"`
	Sticker   *wireMedia  `json:"sticker,omitempty"`
	Location  *Location   `json:"location,omitempty"`
	Venue     *Venue      `json:"venue,omitempty"`
	Dice      *Dice       `json:"dice,omitempty"`
	Poll      *wirePoll   `json:"poll,omitempty"`

	Invoice  *wireInvoice `json:"invoice,omitempty"`
	Paid     *Receipt     `json:"successful_payment,omitempty"`
	Refunded *Receipt     `json:"refunded_payment,omitempty"`
}

// wireKinds is what m has beyond a text, a photo, a document, a voice message or a contact.
func (r *room) wireKinds(m *Message) wireKinds {
	return wireKinds{
		AlbumID: m.AlbumID, Origin: r.wireOrigin(m),
		Video: m.Video.wireMedia(), Audio: m.Audio.wireMedia(), Animation: m.Animation.wireMedia(),
		VideoNote: m.VideoNote.wireMedia(), Sticker: m.Sticker.wireMedia(),
		Location: m.Location, Venue: m.Venue, Dice: m.Dice, Poll: m.Poll.wireInMessage(),
		Invoice: m.Invoice.wire(), Paid: m.Paid, Refunded: m.Refunded,
	}
}
