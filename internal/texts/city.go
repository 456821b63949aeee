package texts

// CityKey is the key of the city that a time zone is known by; that of Moscow
// where it is none of ours.
func CityKey(zone string) string {
	switch zone {
	case "Europe/Kaliningrad":
		return "wish.city_kaliningrad"
	case "Europe/Samara":
		return "wish.city_samara"
	case "Asia/Yekaterinburg":
		return "wish.city_yekaterinburg"
	case "Asia/Omsk":
		return "wish.city_omsk"
	case "Asia/Krasnoyarsk":
		return "wish.city_krasnoyarsk"
	case "Asia/Irkutsk":
		return "wish.city_irkutsk"
	case "Asia/Yakutsk":
		return "wish.city_yakutsk"
	case "Asia/Vladivostok":
		return "wish.city_vladivostok"
	case "Asia/Magadan":
		return "wish.city_magadan"
	case "Asia/Kamchatka":
		return "wish.city_kamchatka"
	default:
		return "wish.city_moscow"
	}
}
