"""What editors exchange: OpenTimelineIO, CMX3600 and FCP7 XML, out and back in, by way of a plain cut list."""
