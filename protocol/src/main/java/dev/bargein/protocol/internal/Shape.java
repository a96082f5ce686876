package dev.bargein.protocol.internal;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How one kind of event is read and written.
 *
 * @param kind the record
 * @param type its wire type in the GA dialect
 * @param reader reads the record from its fields
 * @param writer adds all members but the type and the id of the event
 */
record Shape<E>(Class<E> kind, String type, Function<Fields, E> reader, BiConsumer<E, Members> writer) {
    E read(Fields fields) {
        return reader.apply(fields);
    }

    void write(Object event, Members out) {
        writer.accept(kind.cast(event), out);
    }
}
