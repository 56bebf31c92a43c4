package provision

import (
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/width"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
)

// What may be wrong with an address.
var (
	ErrAddressEmpty = &InputError{"the address is missing; the terminal's is host:port, as in 192.0.2.20:9001"}
	ErrPortNumber   = &InputError{"the port behind the colon is a number, as in 192.0.2.20:9001"}
	ErrPortRange    = &InputError{"the port is a number from 1 to 65535"}
	ErrHostName     = &InputError{"a host name has letters, digits, hyphens and dots, and no part of it begins or ends with a hyphen"}
	ErrIPv4         = &InputError{"an IPv4 address is four numbers from 0 to 255 without leading zeros, as in 192.0.2.20"}
	ErrIPv6         = &InputError{"this is no IPv6 address; with a port it stands in brackets, as in [2001:db8::20]:9001"}
	ErrScheme       = &InputError{"a terminal's URL begins with http://, https:// or tcp://"}
	ErrUserInfo     = &InputError{"the address holds no user name or password; leave out everything up to the @"}
	ErrQuery        = &InputError{"the address ends before the ? or #; leave out the rest"}
	ErrNoNetwork    = &InputError{"this link has no network address"}
)

// Hint is what a pasted text says beside the address.
type Hint struct {
	// Link is what the scheme of a pasted URL means, to be offered when
	// another link was chosen; empty for a text without a scheme.
	Link terminal.LinkKind
}

// ParseAddress turns what a person typed or pasted into host:port. Spaces,
// quotes and invisible characters around it are dropped, and a URL is taken
// apart; a port may be told as in 192.0.2.20 port 9001. Without a port it is the one that the link has by default (protocol
// section 5); a URL's scheme comes before link. IPv6 may have a zone, and
// needs brackets only when a port follows. A fault is an *InputError.
func ParseAddress(text string, link terminal.LinkKind) (address string, hint Hint, err error) {
	// A Chinese keyboard types wide digits, colons and full stops.
	text = strings.ReplaceAll(trimPasted(width.Fold.String(text)), "。", ".")
	text = spoken.ReplaceAllString(text, "$1:$2")
	if scheme, rest, isURL := strings.Cut(text, "://"); isURL {
		hint.Link = terminal.LinkKind(strings.ToLower(scheme))
		if defaultPort(hint.Link) == "" {
			return "", Hint{}, ErrScheme
		}
		// A URL writes the % before a zone as %25 (RFC 6874).
		link, text = hint.Link, strings.Replace(rest, "%25", "%", 1)
	}
	authority, rest := text, ""
	if end := strings.IndexAny(text, "/?#"); end >= 0 {
		authority, rest = text[:end], text[end:]
	}
	switch {
	case strings.Contains(authority, "@"):
		err = ErrUserInfo
	case strings.ContainsAny(rest, "?#"):
		err = ErrQuery
	case authority == "":
		err = ErrAddressEmpty
	case defaultPort(link) == "":
		err = ErrNoNetwork
	default:
		address, err = join(authority, defaultPort(link))
	}
	if err != nil {
		return "", Hint{}, err
	}
	return address, hint, nil
}

// spoken is an address as people tell it: 192.0.2.20 port 9001.
var spoken = regexp.MustCompile(`(?i)^([^\s:]+?),?\s+(?:port|連接埠|端口)[\s:]*(\d+)$`)

// defaultPort is where the app listens unless told otherwise; empty for a link
// that isn't over the network.
func defaultPort(link terminal.LinkKind) string {
	switch link {
	case terminal.LinkHTTP, terminal.LinkHTTPS:
		return "9001"
	case terminal.LinkTCP:
		return "9002"
	}
	return ""
}

// join checks host[:port] and puts it together anew.
func join(authority, port string) (string, error) {
	host, given, hasPort := strings.Cut(authority, ":")
	isIPv6 := strings.Contains(given, ":")
	if isIPv6 {
		host, hasPort = authority, false
	}
	if inside, bracketed := strings.CutPrefix(authority, "["); bracketed {
		isIPv6 = true
		var closed bool
		var after string
		host, after, closed = strings.Cut(inside, "]")
		given, hasPort = strings.CutPrefix(after, ":")
		if !closed || after != "" && !hasPort {
			return "", ErrIPv6
		}
	}
	var err error
	switch {
	case isIPv6:
		host, err = ipv6(host)
	case host == "":
		err = ErrAddressEmpty
	default:
		host, err = hostName(host)
	}
	if err != nil {
		return "", err
	}
	if hasPort {
		if port, err = portNumber(given); err != nil {
			return "", err
		}
	}
	return net.JoinHostPort(host, port), nil
}

func portNumber(text string) (string, error) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return "", ErrPortNumber
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 {
		return "", ErrPortRange
	}
	return strconv.FormatUint(n, 10), nil
}

func ipv6(text string) (string, error) {
	ip, err := netip.ParseAddr(text)
	if err != nil || !ip.Is6() {
		return "", ErrIPv6
	}
	// Windows has interfaces with spaces in their names.
	odd := func(c rune) bool { return !unicode.IsPrint(c) || strings.ContainsRune(`%[]\`, c) }
	if strings.ContainsFunc(ip.Zone(), odd) {
		return "", ErrIPv6
	}
	return ip.String(), nil
}

// hostName checks an IPv4 address or a host name (RFC 1123) and returns it in
// lower-case ASCII.
func hostName(text string) (string, error) {
	name := strings.ToLower(text)
	if strings.ContainsFunc(text, func(c rune) bool { return c > unicode.MaxASCII }) {
		var err error
		if name, err = idna.Lookup.ToASCII(text); err != nil {
			return "", ErrHostName
		}
	}
	labels := strings.Split(strings.TrimSuffix(name, "."), ".")
	if top := labels[len(labels)-1]; top != "" && strings.Trim(top, "0123456789") == "" {
		ip, err := netip.ParseAddr(name)
		if err != nil {
			return "", ErrIPv4
		}
		return ip.String(), nil
	}
	if len(name) > 253 {
		return "", ErrHostName
	}
	for _, label := range labels {
		if !isLabel(label) {
			return "", ErrHostName
		}
	}
	return name, nil
}

func isLabel(label string) bool {
	return label != "" && len(label) <= 63 && label[0] != '-' && label[len(label)-1] != '-' &&
		strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// CleanKey returns a pasted POS-KEY without the spaces, line ends, quotes and
// invisible characters around it. Inside it nothing is changed.
func CleanKey(text string) haojin.POSKey { return haojin.POSKey(trimPasted(text)) }

// trimPasted drops what comes along with a pasted text.
func trimPasted(text string) string {
	return strings.TrimFunc(text, func(c rune) bool {
		return unicode.IsSpace(c) || unicode.IsControl(c) || unicode.Is(unicode.Cf, c) ||
			unicode.Is(unicode.Quotation_Mark, c) || c == '`'
	})
}
