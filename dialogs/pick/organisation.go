package pick

import "dombot/internal/housing"

// OrganisationArgs starts a flow about an organisation that the person works for.
type OrganisationArgs struct {
	Organisation housing.OrganisationID `json:"organisation"`
}
