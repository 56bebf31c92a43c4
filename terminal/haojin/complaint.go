package haojin

// The error kinds of serial packets (section 5). Terminals send them as the
// type byte, or as the one data byte of a PacketError.
const (
	PacketErrorFormat     PacketType = 0x31
	PacketErrorValidation PacketType = 0x32
	PacketErrorDecryption PacketType = 0x33
	PacketErrorDataFormat PacketType = 0x34
	PacketErrorSplitting  PacketType = 0x35
)

// Complaint returns the error kind of an error packet, PacketError for the
// unknown one; false for any other packet.
func (p Packet) Complaint() (PacketType, bool) {
	if p.Type < PacketError || p.Type > PacketErrorSplitting {
		return 0, false
	}
	if p.Type == PacketError && len(p.Data) == 1 {
		if kind := PacketType(p.Data[0]); kind >= PacketError && kind <= PacketErrorSplitting {
			return kind, true
		}
	}
	return p.Type, true
}

// String names the type or the error kind.
func (t PacketType) String() string {
	switch t {
	case PacketRequest:
		return "request"
	case PacketReceived:
		return "received"
	case PacketError:
		return "unknown error"
	case PacketErrorFormat:
		return "format error"
	case PacketErrorValidation:
		return "validation error"
	case PacketErrorDecryption:
		return "decryption error"
	case PacketErrorDataFormat:
		return "data format error"
	case PacketErrorSplitting:
		return "splitting error"
	}
	return "unknown type"
}
