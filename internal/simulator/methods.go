package simulator

import "maps"

// Words of Telegram that are used in several places.
const (
	queryTooOld  = "query is too old and response timeout expired or query ID is invalid"
	blockedWords = "bot was blocked by the user"
	notModified  = "message is not modified: specified new message content and reply markup are exactly " +
		"the same as a current content and reply markup of the message"
)

// methods lists what has state here. Any other method of the description is checked and then refused.
func (s *Server) methods() map[string]handler {
	all := map[string]handler{
		"getMe":                  s.getMe,
		"getUpdates":             s.getUpdates,
		"setWebhook":             s.setWebhook,
		"deleteWebhook":          s.deleteWebhook,
		"getWebhookInfo":         s.getWebhookInfo,
		"setMyCommands":          s.setMyCommands,
		"getMyCommands":          s.getMyCommands,
		"deleteMyCommands":       s.deleteMyCommands,
		"setMyName":              s.setWord("name"),
		"getMyName":              s.getWord("name"),
		"setMyDescription":       s.setWord("description"),
		"getMyDescription":       s.getWord("description"),
		"setMyShortDescription":  s.setWord("short_description"),
		"getMyShortDescription":  s.getWord("short_description"),
		"setChatMenuButton":      s.setMenu,
		"getChatMenuButton":      s.getMenu,
		"sendMessage":            s.sendMessage,
		"sendPhoto":              s.sendFile("photo"),
		"sendDocument":           s.sendFile("document"),
		"sendVideo":              s.sendFile("video"),
		"sendAudio":              s.sendFile("audio"),
		"sendVoice":              s.sendFile("voice"),
		"sendAnimation":          s.sendFile("animation"),
		"sendVideoNote":          s.sendFile("video_note"),
		"sendSticker":            s.sendFile("sticker"),
		"sendInvoice":            s.sendInvoice,
		"createInvoiceLink":      s.createInvoiceLink,
		"answerShippingQuery":    s.answerShippingQuery,
		"answerPreCheckoutQuery": s.answerPreCheckoutQuery,
		"refundStarPayment":      s.refundStarPayment,
		"getMyStarBalance":       s.getMyStarBalance,
		"sendPoll":               s.sendPoll,
		"stopPoll":               s.stopPoll,
		"sendMediaGroup":         s.sendMediaGroup,
		"sendLocation":           s.sendLocation,
		"sendVenue":              s.sendVenue,
		"sendContact":            s.sendContact,
		"sendDice":               s.sendDice,
		"sendChatAction":         s.sendChatAction,
		"editMessageText":        s.editMessageText,
		"editMessageCaption":     s.editMessageCaption,
		"editMessageReplyMarkup": s.editMessageReplyMarkup,
		"editMessageMedia":       s.editMessageMedia,
		"deleteMessage":          s.deleteMessage,
		"deleteMessages":         s.deleteMessages,
		"answerCallbackQuery":    s.answerCallbackQuery,
		"getFile":                s.getFile,
		"getChat":                s.getChat,
	}
	maps.Copy(all, s.groupMethods())
	maps.Copy(all, s.topicMethods())
	maps.Copy(all, s.copyMethods())
	return all
}
