import logging


class PlainRecords(logging.Filter):
    """
    Keep people out of the log: an error is named by its type and place.

    Django's messages and tracebacks quote addresses, values and whole rows.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, traceback = record.exc_info
            while traceback and traceback.tb_next:
                traceback = traceback.tb_next
            place = (
                f" at {traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}"
                if (traceback)
                else ""
            )
            record.msg, record.args = f"{kind.__name__}{place}", ()
            record.exc_info = record.exc_text = None
        return True
