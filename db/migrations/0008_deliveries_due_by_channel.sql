-- Each channel is claimed apart: a channel that is stuck must not be read through by the others.
CREATE INDEX deliveries_channel_due ON deliveries (channel, next_attempt_at) WHERE status = 'pending';
DROP INDEX deliveries_due;
