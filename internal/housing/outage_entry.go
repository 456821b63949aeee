package housing

// OutageEntry is an outage in the register of an organisation, with the GUIDs
// of its houses as far as they are known.
type OutageEntry struct {
	Outage

	FIAS  map[HouseID]string
	Filed map[string]Filed // what ГИС ЖКХ was told of it, by [Filed.Base]
}
